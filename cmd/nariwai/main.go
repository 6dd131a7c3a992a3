// Nariwai is a marketplace for work that can be done from anywhere, in one program.
// This package is the command line and the wiring, and nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"nariwai/internal/fault"
	"nariwai/internal/phrase"
)

// What the program's exit code means; --help says so too.
const (
	exitDone    = 0
	exitFailed  = 1 // it did not work, or something was found that must not be
	exitUsage   = 2 // the command line can't be understood
	exitNoData  = 3 // the database can't be opened
	exitPending = 4 // the database is older than the program: migrate it
	exitRefused = 5 // not done because it would be dangerous
)

const exitHelp = `Exit codes: 0 done; 1 failed, or something was found that must not be; 2 the command line can't be understood;
3 the database can't be opened; 4 the database is older than the program; 5 refused because it would be dangerous.
Every flag is also an environment variable, as shown beside it.`

// exit is an error that knows its exit code.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string { return e.err.Error() }
func (e exit) Unwrap() error { return e.err }

func refuse(code int, format string, args ...any) error {
	return exit{code, fmt.Errorf(format, args...)}
}

// commands is the command line.
type commands struct {
	Database string `name:"db" default:"data/nariwai.db" placeholder:"ADDRESS" help:"The database: the path of an SQLite file, or postgres://user:password@host/name. Default: ${default}."`
	Keys     string `placeholder:"FILE" help:"The keys that seal bank account numbers and second factors in the database, one a line, the newest first. Default: nariwai.key beside an SQLite database, data/nariwai.key with PostgreSQL; made when nothing is sealed yet."`
	Log      logs   `embed:"" prefix:"log-"`

	Serve    serve        `cmd:"" help:"Serve the site."`
	Demo     demo         `cmd:"" help:"Make a demonstration market if there is none, and serve it on this machine."`
	Migrate  migrate      `cmd:"" help:"Bring the database to this program's version."`
	Operator operator     `cmd:"" help:"Put somebody who has signed up at the desk."`
	Verify   verify       `cmd:"" help:"Count everything once more, and say what does not add up."`
	Reseal   reseal       `cmd:"" help:"Seal with the newest key what is sealed with an older one."`
	Close    closeMonth   `cmd:"" name:"close-month" help:"Close a month: everybody's settlements become a payout run."`
	Screen   screenSeals  `cmd:"" help:"Screen who gets the seal and keeps it, or do a screening of long ago again and compare."`
	Clock    timekeeping  `cmd:"" help:"Say whether the machine's clock can be right, and go on after it was wrong."`
	Bench    measuring    `cmd:"" help:"Measure how fast the site is, on a database that is made for it."`
	Sim      simulating   `cmd:"" help:"Play through what nobody wants to see in life."`
	Backup   backupOnce   `cmd:"" help:"SQLite: copy the database as it is now, and its files, encrypted, to another place. It may be in use."`
	Restore  restore      `cmd:"" help:"SQLite: bring a database and its files back, as they were at any moment."`
	Key      backupKey    `cmd:"" name:"backup-key" help:"Make a key with which backups are read."`
	Version  version      `cmd:"" help:"Print the version."`
	Record   verifyRecord `cmd:"" name:"verify-record" help:"Say whether a signed record of a worker is what a site has signed."`
}

// process is where a command runs.
type process struct {
	context.Context
	out, err io.Writer
	db, keys string
	logs     logs
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs one command line and returns its exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) (code int) {
	var c commands
	type left struct{ code int }
	defer func() { // kong leaves this way after --help
		if p := recover(); p != nil {
			l, ok := p.(left)
			if !ok {
				panic(p)
			}
			code = l.code
		}
	}()
	parser, err := kong.New(&c, kong.Name("nariwai"), kong.Description("Nariwai 生業: a marketplace for work from anywhere.\n\n"+exitHelp),
		kong.DefaultEnvars("NARIWAI"), kong.Writers(out, errs), kong.Exit(func(code int) { panic(left{code}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // the struct above is wrong: every test sees it
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errs, "nariwai: %v\nTry nariwai --help.\n", err)
		return exitUsage
	}
	err = command.Run(&process{ctx, out, errs, c.Database, c.Keys, c.Log})
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(errs, "nariwai:", inEnglish(err))
	if e, ok := errors.AsType[exit](err); ok {
		return e.code
	}
	return exitFailed
}

// inEnglish is what the command line says of err: the sentence that a person on the site would read.
func inEnglish(err error) string {
	f := fault.Of(err)
	if f == nil || f.Kind == fault.Internal {
		return err.Error()
	}
	said := []string{phrase.T(phrase.En, f.Say, f.Args...)}
	for _, field := range f.Fields {
		said = append(said, field.Field+": "+phrase.T(phrase.En, field.Say, field.Args...))
	}
	if f.Err != nil {
		said = append(said, f.Err.Error())
	}
	return strings.Join(said, "; ")
}

// tag is the version by `git describe`, set by the linker.
var tag = ""

type version struct{}

func (version) Run(p *process) error {
	fmt.Fprintln(p.out, versionLine())
	return nil
}

func versionLine() string {
	name, goVersion := tag, ""
	if b, ok := debug.ReadBuildInfo(); ok {
		goVersion = b.GoVersion
		for _, s := range b.Settings {
			if name == "" && s.Key == "vcs.revision" {
				name = s.Value[:min(12, len(s.Value))]
			}
		}
	}
	if name == "" {
		name = "unknown"
	}
	return strings.TrimSpace("nariwai " + name + " " + goVersion)
}
