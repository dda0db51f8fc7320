// Command bootstrap runs the poll function.
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
	return boot.Start(f.Handle, f.readSecrets, f.rehearse)
}
