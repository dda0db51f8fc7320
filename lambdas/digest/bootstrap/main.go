// Command bootstrap runs the digest function.
package main

import (
	"bongsu/shared/boot"
	"bongsu/shared/boot/wire"
)

func main() { wire.Exit(run()) }

func run() error {
	h, err := handler()
	if err != nil {
		return err
	}
	return boot.Start(h.Handle)
}
