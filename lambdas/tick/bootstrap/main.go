// Command bootstrap runs the tick function.
package main

import (
	"bongsu/lambdas/tick"
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
)

func main() { wire.Exit(run()) }

func run() error {
	s, err := wire.NewSource()
	if err != nil {
		return err
	}
	t := s.Teller
	return boot.Start(tick.Handler{Store: t.Store, Queue: t.Queue, Address: t.Address, Mutes: t.Mutes, Teller: t, Log: s.Log, Now: s.Now}.Handle, s.Rehearse)
}
