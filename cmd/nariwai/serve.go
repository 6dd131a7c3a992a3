package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"nariwai/internal/backup"
	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/mail"
	"nariwai/internal/web"
	"nariwai/internal/worker"
)

// site is what serve and demo have in common.
type site struct {
	Addr         string        `default:"localhost:8080" placeholder:"HOST:PORT" help:"Where to listen. Default: ${default}."`
	BaseURL      string        `name:"base-url" placeholder:"URL" help:"The address that people type, as https://nariwai.example; it goes into mails, and https makes cookies secure. Default: http:// and --addr."`
	TrustProxy   bool          `help:"Believe the last address of X-Forwarded-For: a proxy of ours has written it."`
	MetricsToken string        `placeholder:"TOKEN" help:"Lets others than this machine read /metrics, as a bearer token."`
	Files        string        `placeholder:"DIR" help:"Where delivered files are kept. Default: files beside an SQLite database, data/files with PostgreSQL."`
	Clamd        string        `placeholder:"ADDRESS" help:"The virus scanner clamd, as tcp://host:3310 or unix:///run/clamav/clamd.ctl: files are given out when it has found nothing. Without one they are given out as they came."`
	AtOnce       int           `default:"40" help:"How many requests are worked on at a time. Five times as many wait for their turn, two seconds at most; all others are answered 503. Default: ${default}."`
	WantStandby  bool          `help:"PostgreSQL should have a synchronous standby: /readyz, /metrics and the desk say so when it has none."`
	Drain        time.Duration `default:"20s" help:"How long running requests may go on after a signal to stop."`

	bounceToken string               // lets our mail server report what it could not deliver
	behind      func() time.Duration // how old the newest moment is that is in the backup
}

type serve struct {
	site
	Backup             copying `embed:"" prefix:"backup-"`
	Migrate            bool    `help:"Bring the database to this program's version first."`
	SMTP               string  `name:"smtp" placeholder:"URL" help:"The mail server: smtp://user:password@host:587 (STARTTLS), smtps://host:465 (TLS), smtp+plain://localhost:25. Without one, mails wait in the queue."`
	MailFrom           string  `placeholder:"ADDRESS" help:"The sender's address of our mails; needed with --smtp."`
	MailName           string  `default:"Nariwai 生業" placeholder:"NAME" help:"The sender's name. Default: ${default}."`
	MailBounces        string  `placeholder:"ADDRESS" help:"Where mail servers send what they could not deliver; the site reads it at POST /mail/bounces. Default: --mail-from."`
	BounceToken        string  `placeholder:"TOKEN" help:"Lets your mail server post delivery reports to /mail/bounces, as a bearer token. Without one, none are taken."`
	DKIMKey            string  `name:"dkim-key" placeholder:"FILE" help:"Signs our mails: a private key as PEM, RSA of 2048 bits or Ed25519."`
	DKIMSelector       string  `name:"dkim-selector" default:"nariwai" placeholder:"NAME" help:"The public key stands in DNS at NAME._domainkey.DOMAIN. Default: ${default}."`
	DKIMDomain         string  `name:"dkim-domain" placeholder:"DOMAIN" help:"The domain that signs. Default: that of --mail-from."`
	AllowDemonstration bool    `help:"Offer a demonstration on an address that others can reach. Its sign-ins are public and its money is not real, so NARIWAI_DEMONSTRATION_PUBLIC=yes is asked for too."`
}

func (s serve) Run(p *process) (err error) {
	d, err := p.open(s.Migrate, s.Backup.options()...)
	if err != nil {
		return err
	}
	var keeper *backup.Keeper
	defer func() { err = errors.Join(err, d.Close()); keeper.Close() }()
	if s.Migrate {
		if _, err := d.Migrate(p); err != nil {
			return err
		}
	}
	if err := upToDate(p, d); err != nil {
		return err
	}
	if err := p.unlock(d, true); err != nil {
		return err
	}
	if d.Demonstration() && !(s.AllowDemonstration && os.Getenv("NARIWAI_DEMONSTRATION_PUBLIC") == "yes") {
		if err := s.onlyHere(); err != nil {
			return err
		}
	}
	if s.WantStandby && d.Engine != db.Postgres {
		return refuse(exitUsage, "--want-standby is for PostgreSQL: an SQLite file has no standby")
	}
	log := p.logs.logger(p.err, slog.LevelInfo)
	var sender *mail.Sender
	switch {
	case s.SMTP != "":
		c := mail.Config{Server: s.SMTP, From: s.MailFrom, Name: s.MailName, Base: s.base(s.Addr), Bounces: s.MailBounces,
			DKIM: mail.DKIM{Selector: s.DKIMSelector, Domain: s.DKIMDomain}}
		if s.DKIMKey != "" {
			if c.DKIM.Key, err = os.ReadFile(s.DKIMKey); err != nil {
				return exit{exitUsage, fmt.Errorf("--dkim-key: %w", err)}
			}
		}
		if sender, err = mail.New(c); err != nil {
			return exit{exitUsage, err}
		}
	case !d.Demonstration():
		log.Warn("no mail server: mails wait in the queue, nobody can verify an address (see --smtp)")
	}
	files, err := s.openFiles(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	if !files.Scans() {
		log.Warn("no virus scanner: files are given out as they came (see --clamd)")
	}
	k, stop, err := s.Backup.keeper(p, d, files, log)
	if err != nil {
		return err
	}
	defer stop()
	if keeper = k; k != nil {
		s.behind = k.Behind
	}
	s.bounceToken = s.BounceToken
	return s.serve(p, d, files, log, steps(sender, files), nil)
}

// onlyHere refuses an address that others than this machine can reach.
func (s site) onlyHere() error {
	for _, host := range []string{hostOf(s.Addr), urlHost(s.BaseURL)} {
		if host == "" {
			continue
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return refuse(exitRefused, "this database is a demonstration: everybody knows its sign-ins. It is served on this machine only, and %s is not. "+
				"If you do want to show it to others, say so twice: --allow-demonstration and NARIWAI_DEMONSTRATION_PUBLIC=yes", host)
		}
	}
	return nil
}

// hostOf returns the host of a listening address; 0.0.0.0 when it has none, because it then listens everywhere.
func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host == "" {
		return "0.0.0.0"
	}
	return host
}

func urlHost(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	return u.Hostname()
}

func (s site) base(addr string) string {
	if s.BaseURL != "" {
		return s.BaseURL
	}
	return "http://" + addr
}

// serve offers the site and runs the clock-work until the context ends; then it lets running requests and steps finish.
// listening, if any, is told the site's address.
func (s site) serve(p *process, d *db.DB, files *blob.Store, log *slog.Logger, steps []worker.Step, listening func(base string)) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300) // little lives long here: some megabytes more save a tenth of the processor's time
	}
	l, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return err
	}
	addr := s.Addr
	if _, port, _ := net.SplitHostPort(addr); port == "0" {
		addr = l.Addr().String()
	}
	base := s.base(addr)
	work := worker.New(d, log, steps)
	config := web.Config{DB: d, Files: files, Log: log, BaseURL: base, MetricsToken: s.MetricsToken, TrustProxy: s.TrustProxy, WantStandby: s.WantStandby, AtOnce: s.AtOnce, BounceToken: s.bounceToken, BackupBehind: s.behind}
	if d.Demonstration() {
		config.DemoDoors, config.Steps = doors(), work.RunOnce
	}
	pages := web.New(config)
	server := web.HTTPServer(s.Addr, pages.Handler(), log)
	work.Observe = pages.ObserveStep
	ctx, stop := context.WithCancel(p)
	defer stop()
	var background sync.WaitGroup
	background.Go(func() { work.Run(ctx) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	log.Info("serving", "addr", addr, "base", base, "engine", string(d.Engine), "demonstration", d.Demonstration(), "version", versionLine())
	if listening != nil {
		listening(base)
	}

	select {
	case err = <-failed:
	case <-ctx.Done():
		log.Info("stopping", "drain", s.Drain.String())
		pages.EndStreams()
		drain, cancel := context.WithTimeout(context.Background(), s.Drain)
		defer cancel()
		if err = server.Shutdown(drain); err != nil {
			err = errors.Join(fmt.Errorf("some requests were cut off: %w", err), server.Close())
		}
	}
	stop()
	background.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
