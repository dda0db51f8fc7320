// Command bootstrap runs the log watch.
package main

import (
	"bongsu/lambdas/logmatch"
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
)

func main() { wire.Exit(run()) }

func run() error {
	s, err := wire.NewSource()
	if err != nil {
		return err
	}
	h, err := logmatch.New(s.Slice, logmatch.World{Teller: s.Teller, Region: s.Region, Filtered: true, Log: s.Log, Now: s.Now})
	if err != nil {
		return err
	}
	return boot.Start(h.Handle, s.Rehearse)
}
