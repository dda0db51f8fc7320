// Command bootstrap runs the alarm function.
package main

import (
	"bongsu/lambdas/alarm"
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
)

func main() { wire.Exit(run()) }

func run() error {
	s, err := wire.NewSource()
	if err != nil {
		return err
	}
	h := alarm.Handler{Teller: s.Teller, Events: s.Slice.Events, Log: s.Log, Now: s.Now}
	rehearsal := h
	rehearsal.Teller = s.Rehearsal
	return boot.Start(h.Handle, rehearsal.Rehearse)
}
