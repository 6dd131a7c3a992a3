package people

import "testing"

func TestAddressKey(t *testing.T) {
	for _, same := range [][]string{
		{"東京都架空区一番町1丁目2番3号 コーポ201", "架空区一番町1-2-3-201", "東京都架空区一番町一丁目2−3 201号室", "〒123-4567 東京都架空区一番町１丁目２番３号　２０１"},
		{"北海道架空郡みなと村大字浜12番地", "架空郡みなと村浜12"},
		{"架空市十二丁目5", "架空市12-5"},
		{"架空市二十丁目1", "架空市20丁目1"},
	} {
		for _, s := range same[1:] {
			if AddressKey(s) != AddressKey(same[0]) || AddressKey(s) == "" {
				t.Errorf("%q and %q are one place", same[0], s)
			}
		}
	}
	for _, other := range [][2]string{
		{"架空市1-2-3", "架空市1-23"}, {"架空市1-2-3-201", "架空市1-2-3-202"}, {"架空市1-2-3", "仮想市1-2-3"},
	} {
		if AddressKey(other[0]) == AddressKey(other[1]) {
			t.Errorf("%q and %q are two places", other[0], other[1])
		}
	}
	for _, vague := range []string{"", "架空市", "〒123-4567"} {
		if k := AddressKey(vague); k != "" {
			t.Errorf("%q: %q", vague, k)
		}
	}
}
