// Command bootstrap runs the alarm function.
package main

import (
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
)

func main() { wire.Exit(run()) }

func run() error {
	h, rehearsal, err := handlers()
	if err != nil {
		return err
	}
	return boot.Start(h.Handle, rehearsal.Rehearse)
}
