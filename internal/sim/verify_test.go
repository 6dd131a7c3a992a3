package sim

import "nariwai/internal/usecase/verifying"

// verify counts the whole market once more.
func (w *world) verify() {
	found, err := verifying.Verify(w.ctx, w.d, nil)
	if err != nil {
		w.Fatal(err)
	}
	for _, v := range found {
		w.Errorf("%s on %s", v, w.today())
	}
}
