package collusion

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"nariwai/internal/id"
	"nariwai/internal/yen"
)

func asked(line int64) Asked { return Asked{Line: yen.Of(line), Reviews: 5, Satisfaction: 95} }

// open is a client who orders from many others too.
func open(name id.Party, pay int64) Client {
	return Client{Party: name, Pay: yen.Of(pay), Reviews: 2, Satisfied: 2, Total: yen.Of(pay * 10), Inside: yen.Of(pay), Workers: 12}
}

// lone is a client who orders from nobody else.
func lone(name id.Party, pay int64) Client {
	c := open(name, pay)
	c.Total, c.Workers = c.Pay, 1
	return c
}

func with(c Client, marks ...Mark) Client { c.Marks = marks; return c }

func kindsOf(rs []Reason) (out []string) {
	for _, r := range rs {
		out = append(out, fmt.Sprint(r.Kind, r.With, r.Share, r.Marks))
	}
	return out
}

func TestReasons(t *testing.T) {
	phone, flat, library := Mark{Device, "phone", 2}, Mark{Address, "flat", 2}, Mark{Device, "library", 9}
	honest := []Client{open("a", 40), open("b", 30), open("c", 30)}
	back := func(c Client, n int64) Client { c.Back = yen.Of(n); return c }
	mutual := func(c Client) Client { c.Mutual = true; return c }
	unhappy := func(c Client) Client { c.Satisfied--; return c }
	for _, c := range []struct {
		name    string
		line    int64
		mine    []Mark
		clients []Client
		want    []string
	}{
		{"a usual worker", 50, nil, honest, nil},
		{"nothing earned", 50, nil, nil, nil},
		{"half is not more than half", 50, nil, []Client{open("a", 50), open("b", 25), open("c", 25)}, nil},
		{"more than half", 50, nil, []Client{open("a", 51), open("b", 25), open("c", 24)}, []string{"one_client[a] 510 []"}},
		{"a sister's small order", 50, []Mark{flat}, append([]Client{with(open("s", 10), flat)}, honest...), nil},
		{"without the sister the line is not reached", 101, []Mark{flat, phone}, append([]Client{with(open("s", 10), flat, phone)}, honest...),
			[]string{"linked[s] 90 [address device]"}},
		{"without the sister there are too few reviews", 50, []Mark{flat}, []Client{with(open("s", 10), flat), open("a", 40), open("b", 40)},
			[]string{"linked[s] 111 [address]"}},
		{"without the sister too many are unhappy", 50, []Mark{flat}, []Client{with(open("s", 10), flat), unhappy(open("a", 30)), open("b", 30), open("c", 30)},
			[]string{"linked[s] 100 [address]"}},
		{"the library's computer", 95, []Mark{library}, []Client{with(open("a", 40), library), open("b", 30), open("c", 30)}, nil},
		{"a computer for all, of whom all belong to one ring", 95, []Mark{{Device, "x", 4}},
			[]Client{with(open("a", 40), Mark{Device, "x", 4}), with(open("b", 30), Mark{Device, "x", 4}), with(open("c", 30), Mark{Device, "x", 4})},
			[]string{"linked[a b c] 1000 [device]", "one_hand[a b c] 1000 [device]"}},
		{"one hand behind several clients", 50, nil, []Client{with(open("a", 30), phone), with(open("b", 30), phone), open("c", 40)},
			[]string{"one_hand[a b] 600 [device]"}},
		{"hands that hold hands", 50, nil, []Client{with(open("a", 30), phone), with(open("b", 15), phone, flat), with(open("c", 15), flat), open("d", 40)},
			[]string{"one_hand[a b c] 600 [address device]"}},
		{"money comes back", 95, nil, []Client{back(open("a", 40), 35), open("b", 30), open("c", 30)}, []string{"round[a] 400 []"}},
		{"a little comes back", 95, nil, []Client{back(open("a", 40), 3), open("b", 30), open("c", 30)}, nil},
		{"each praises the other", 65, nil, []Client{mutual(open("a", 40)), open("b", 30), open("c", 30)}, []string{"mutual[a] 400 []"}},
		{"a closed circle", 95, nil, []Client{lone("a", 30), lone("b", 30), lone("c", 30), open("d", 10)}, []string{"closed[a b c] 900 []"}},
		{"two faithful clients", 95, nil, []Client{lone("a", 40), lone("b", 30), open("c", 30)}, nil},
		{"faithful clients, but the line is reached without them", 30, nil, []Client{lone("a", 25), lone("b", 20), lone("c", 20), open("d", 35)}, nil},
	} {
		f := Facts{Worker: "w", Asked: asked(c.line), Marks: c.mine, Clients: c.clients}
		if c.name == "without the sister the line is not reached" {
			f.Asked.Line = yen.Of(101)
		}
		if got := kindsOf(Reasons(f)); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%v, want\n%v", c.name, got, c.want)
		}
	}
}

func TestMarket(t *testing.T) {
	flows := []Flow{
		{"a", "w", yen.Of(100)}, {"b", "w", yen.Of(50)}, {"a", "v", yen.Of(30)}, {"b", "v", yen.Of(10)}, {"b", "free", yen.Of(40)}, {"z", "free", yen.Of(900)},
		{"w", "x", yen.Of(70)}, {"x", "a", yen.Of(60)}, {"w", "b", yen.Of(5)}, {"x", "b", yen.Of(7)},
	}
	for i := range Wide { // a large client is a place of its own: money through it comes back to nobody
		flows = append(flows, Flow{"large", id.Party(fmt.Sprint("n", i)), yen.Of(1)})
	}
	flows = append(flows, Flow{"w", "large", yen.Of(80)}, Flow{"large", "a", yen.Of(80)}, Flow{"large", "w", yen.Of(20)})
	m := NewMarket(flows)
	m.Reviewed = map[[2]id.Party]bool{{"w", "b"}: true, {"b", "w"}: true, {"w", "a"}: true}
	f := m.Facts(Candidate{Worker: "w", Asked: asked(10)}, []Paid{{"a", yen.Of(90), 1, 1}, {"b", yen.Of(50), 0, 0}, {"large", yen.Of(20), 0, 0}})
	want := []Client{
		{Party: "a", Pay: yen.Of(90), Reviews: 1, Satisfied: 1, Back: yen.Of(60), Total: yen.Of(130), Inside: yen.Of(130), Workers: 2},
		{Party: "b", Pay: yen.Of(50), Back: yen.Of(7), Mutual: true, Total: yen.Of(100), Inside: yen.Of(60), Workers: 3},
		{Party: "large", Pay: yen.Of(20), Back: yen.Of(80), Total: yen.Of(120), Workers: 22},
	}
	if !reflect.DeepEqual(f.Clients, want) {
		t.Errorf("%+v", f.Clients)
	}
}
