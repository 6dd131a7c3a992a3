# make run    a demonstration market on http://localhost:8080
# make test   everything that is checked before a change is taken
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c

ADDR ?= localhost:8080
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.PHONY: run build test lint fmt soak clean

build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.tag=$(VERSION)" -o bin/nariwai ./cmd/nariwai

run: build
	exec ./bin/nariwai demo --db data/nariwai.db --addr $(ADDR)

test:
	@scripts/test

lint:
	@scripts/lint

fmt:
	gofmt -w $$(git ls-files '*.go')

# Hours instead of minutes: fuzzing and random walks. SECONDS_EACH and CHECKS say how long.
soak:
	@scripts/with-postgres scripts/soak

clean:
	rm -rf bin
