package notice

import "testing"

func TestNoMailbox(t *testing.T) {
	for _, c := range []struct {
		code     int
		enhanced string
		want     bool
	}{
		{550, "5.1.1", true}, {550, "", true}, {551, "", true}, {553, "", true}, {550, "5.0.0", true}, {0, "5.1.2", true}, {550, "5.2.1", true},
		{0, "5.4.4", true}, {552, "5.2.2", false}, {550, "5.7.1", false}, {554, "", false}, {554, "5.0.0", false}, {550, "5.1.8", false},
		{450, "4.1.1", false}, {0, "4.4.4", false}, {0, "", false}, {550, "5", true},
	} {
		if got := NoMailbox(c.code, c.enhanced); got != c.want {
			t.Errorf("%d %s: %v", c.code, c.enhanced, got)
		}
	}
}
