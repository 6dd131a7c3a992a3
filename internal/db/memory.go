package db

import "reflect"

// Memory is the one T that this handle keeps in memory, made at its first use. It is for what can be read from the database
// again at any time; the T looks after its own locks.
func Memory[T any](d *DB) *T {
	v, ok := d.memory.Load(reflect.TypeFor[T]())
	if !ok {
		v, _ = d.memory.LoadOrStore(reflect.TypeFor[T](), new(T))
	}
	return v.(*T)
}
