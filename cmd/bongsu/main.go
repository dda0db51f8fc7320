// Command bongsu is Bongsu for a person: it shows the whole product on one
// machine, renders and sends messages, stores secrets, checks configurations.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	// Readers' zones have to load on machines without zone data too.
	_ "time/tzdata"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}
