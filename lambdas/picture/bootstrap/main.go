// Command bootstrap runs the picture function.
package main

import "bongsu/shared/boot"

func main() { boot.Exit(run()) }

func run() error {
	h, prepare, err := handler()
	if err != nil {
		return err
	}
	return boot.Start(h.Handle, prepare...)
}
