package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"bongsu/shared/config"
)

// digestLines are the digests in the summary of a configuration, each with when it
// comes next.
func digestLines(all []config.Digest, now time.Time) string {
	var b strings.Builder
	for _, d := range all {
		next := "never"
		if times, zone, err := d.Clock(); err == nil {
			next = times.After(now, zone).In(zone).Format("2006-01-02 15:04 (Mon)")
		}
		fmt.Fprintf(&b, "  digest %s: %s in %s, route %s; next %s\n", d.Name, d.Cron, d.Timezone, cmp.Or(d.Route, config.DefaultRoute), next)
		for _, m := range d.Metrics {
			fmt.Fprintf(&b, "    %s\n", m.Title)
		}
	}
	return b.String()
}
