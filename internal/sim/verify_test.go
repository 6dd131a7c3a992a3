package sim

func (w *world) verify() {}
