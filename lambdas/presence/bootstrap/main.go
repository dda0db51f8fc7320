// Command bootstrap runs the presence function.
package main

import (
	"bongsu/lambdas/presence"
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
	"bongsu/shared/config"
)

func main() { wire.Exit(run()) }

func run() error {
	s, err := wire.NewSource(config.VarHold)
	if err != nil {
		return err
	}
	h := presence.Handler{Teller: s.Teller, Queue: s.Queue, Hold: s.Variables[config.VarHold], Log: s.Log, Now: s.Now}
	if s.Slice.Presence != nil {
		h.Presence = *s.Slice.Presence
	}
	return boot.Start(h.Handle, s.Rehearse)
}
