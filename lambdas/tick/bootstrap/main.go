// Command bootstrap runs the tick function.
package main

import (
	"bongsu/lambdas/tick"
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
	"bongsu/shared/heard"
)

func main() { wire.Exit(run()) }

func run() error {
	s, err := wire.NewSource()
	if err != nil {
		return err
	}
	t := s.Teller
	return boot.Start(tick.Handler{
		Store: t.Store, Queue: t.Queue, Address: t.Address, Mutes: t.Mutes, Teller: t, Log: s.Log, Now: s.Now,
		Devices: heard.Keeper{Store: t.Store, Teller: t, Telemetry: s.Slice.Telemetry, Region: s.Region, Now: s.Now},
		Roster:  heard.Roster{}, Watches: s.Slice.Watches,
	}.Handle, s.Rehearse)
}
