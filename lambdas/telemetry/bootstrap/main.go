// Command bootstrap runs the telemetry function.
package main

import (
	"bongsu/lambdas/telemetry"
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
	all := s.Slice.Telemetry
	return boot.Start(telemetry.Handler{
		Telemetry: all, Keeper: heard.Keeper{Store: s.Teller.Store, Teller: s.Teller, Telemetry: all, Region: s.Region, Now: s.Now},
		Teller: s.Teller, Region: s.Region, Log: s.Log, Now: s.Now,
	}.Handle, s.Rehearse)
}
