package demo

import (
	"nariwai/internal/market"
)

// job is a posting of the demonstration market with everything that comes of it. Days are counted from today.
type job struct {
	key      string
	client   string
	in       string // category
	title    string
	body     string // Markdown
	gives    string // what is delivered
	unit     market.Unit
	n        int64 // pieces or characters
	pay      int64
	open     int // published; of a draft: begun
	close    int // the last day for proposals
	due      int
	rights   market.Rights   // "": transfer
	ai       market.AIPolicy // "": assist
	skilled  bool            // not for beginners
	places   int64           // 0: one
	rivals   int             // how many propose besides those who are named
	by       string          // proposers besides those who are hired
	sent     map[string]sent // what some of them write
	end      ending
	endOn    int
	hires    []hire
	shortly  string     // proposers whom the client keeps at hand
	asks     []question // of the client to who has proposed
	wonders  []question // of others to the client, before they propose
	declines []decline
	reports  []tip
}

// ending is how a job leaves the stage if not by its days and its hires.
type ending string

const (
	drafted ending = "draft"    // never published
	waits   ending = "review"   // the desk has not looked at it
	refused ending = "refused"  // by the desk
	givenUp ending = "given up" // ended by its client
)

// sent is a proposal that is not made up from its author's pitch.
type sent struct {
	price int64
	due   int
	parts []part
	text  string
}

type part struct {
	title string
	price int64
	due   int
}

type question struct {
	to     string
	day    int
	ask    string
	answer string // "": waits
}

type decline struct {
	who    string
	day    int
	reason string
}

// hire is an award and what became of the contract.
type hire struct {
	who    string
	on     int
	course []beat
}

// verb is what somebody does in a contract.
type verb string

const (
	pays      verb = "pay"
	paysShort verb = "pay too little"
	paysLast  verb = "pay on the last bank day" // on the list that waits for its confirmation
	delivers  verb = "deliver"
	sendsBack verb = "send back"
	accepts   verb = "accept"
	writes    verb = "write"
	offers    verb = "offer a change"
	signs     verb = "sign a change"
	splits    verb = "offer to part"
	agrees    verb = "agree to part"
	complains verb = "dispute"
	testifies verb = "testify"
	rules     verb = "decide"
	objects   verb = "appeal"
	contents  verb = "be content with the decision"
	callsOff  verb = "call off before paying"
	endsLate  verb = "call off late work"
	endsMute  verb = "call off work of somebody silent"
)

// beat is one thing that somebody does in a contract on a day, after what stands before it.
type beat struct {
	verb  verb
	day   int
	side  market.Side
	text  string
	scope string
	pay   int64
	due   int
	blame market.Blame
	file  string // the kind of a file that comes with a delivery: txt, csv or png
}

func pay(day int) beat    { return beat{verb: pays, day: day} }
func accept(day int) beat { return beat{verb: accepts, day: day} }
func late(day int) beat   { return beat{verb: endsLate, day: day} }
func mute(day int) beat   { return beat{verb: endsMute, day: day} }

// deliver hands work in with the words that its kind of work has.
func deliver(day int) beat { return beat{verb: delivers, day: day} }

// hand hands work in with its own words and a file.
func hand(day int, file, text string) beat {
	return beat{verb: delivers, day: day, file: file, text: text}
}

// ask and say are messages: of the client, and of the worker.
func ask(day int, text string) beat {
	return beat{verb: writes, day: day, side: market.ClientSide, text: text}
}

func say(day int, text string) beat {
	return beat{verb: writes, day: day, side: market.WorkerSide, text: text}
}

func revise(day int, b market.Blame, text string) beat {
	return beat{verb: sendsBack, day: day, blame: b, text: text}
}

func change(day int, by market.Side, pay int64, due int, scope, reason string) beat {
	return beat{verb: offers, day: day, side: by, pay: pay, due: due, scope: scope, text: reason}
}

func sign(day int, by market.Side) beat { return beat{verb: signs, day: day, side: by} }

func split(day int, by market.Side, pay int64, b market.Blame, reason string) beat {
	return beat{verb: splits, day: day, side: by, pay: pay, blame: b, text: reason}
}

func agree(day int, by market.Side) beat { return beat{verb: agrees, day: day, side: by} }

func dispute(day int, by market.Side, reason string) beat {
	return beat{verb: complains, day: day, side: by, text: reason}
}

func testify(day int, by market.Side, words string) beat {
	return beat{verb: testifies, day: day, side: by, text: words}
}

func decide(day int, pay int64, b market.Blame, grounds string) beat {
	return beat{verb: rules, day: day, pay: pay, blame: b, text: grounds}
}

func appeal(day int, by market.Side, reason string) beat {
	return beat{verb: objects, day: day, side: by, text: reason}
}

func content(day int, side market.Side) beat { return beat{verb: contents, day: day, side: side} }

func callOff(day int, by market.Side) beat { return beat{verb: callsOff, day: day, side: by} }

// smooth is a course in which nothing goes wrong.
func smooth(paid, delivered, accepted int) []beat {
	return []beat{pay(paid), deliver(delivered), accept(accepted)}
}

// slow is a course whose client never answers the delivery: time accepts it.
func slow(paid, delivered int) []beat { return []beat{pay(paid), deliver(delivered)} }
