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
	return boot.Start(alarm.Handler{Teller: s.Teller, Events: s.Slice.Events, Log: s.Log, Now: s.Now}.Handle)
}
