package boot

import "os"

// Exit ends a program that could not start, or whose one event at a desk failed.
func Exit(err error) {
	if err != nil {
		Logger(os.Stderr).Error("stopped", "error", err)
		os.Exit(1)
	}
}
