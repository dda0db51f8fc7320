// Command bootstrap runs the deliver function of one channel.
package main

import (
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
)

func main() { wire.Exit(run()) }

func run() error {
	f, err := newFunction()
	if err != nil {
		return err
	}
	return boot.Start(f.Handle, f.readSecret, f.rehearsal.Rehearse)
}
