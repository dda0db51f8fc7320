package main

import (
	"errors"
	"fmt"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/queue"
)

// load is how alerts reach deliver.
type load struct {
	name string
	// jobs are put on the queue together, each with so many alerts.
	jobs, alerts int
	// target is how many alerts a second are asked for, zero for none.
	target float64
}

func loads() []load {
	return []load{
		{"100 jobs joined by deliver", 100, 1, 0},
		{"1,000 alerts merged by their source", 1, queue.MaxAlerts, 5000},
	}
}

// drained is how fast alerts go.
type drained struct {
	load
	// rates are alerts a second of each round.
	rates []float64
	peak  int64
}

// drain sends a load some times. The time counts in which deliver is at work,
// that of two processes twice.
func drain(p *probe, l load, rounds int) (drained, error) {
	d := drained{load: l}
	// Another process may have to start for the first of them.
	for n := range 1 + rounds {
		before, posts := p.total(deliver), len(p.Provider(slack).Messages())
		for i := range l.jobs {
			body, err := queue.Encode(job(fmt.Sprintf("%s %d %d", l.name, n, i), l.alerts, p.Now()))
			if err != nil {
				return d, err
			}
			p.Send("To-"+slack, string(body))
		}
		if err := p.Settle(); err != nil {
			return d, err
		}
		after := p.total(deliver)
		posts = len(p.Provider(slack).Messages()) - posts
		p.sent += posts
		if posts == 0 || after.events == before.events {
			return d, errors.New("nothing was told")
		}
		if n > 0 {
			d.rates = append(d.rates, float64(l.jobs*l.alerts)/(after.work.wall-before.work.wall).Seconds())
		}
		d.peak = after.peak
	}
	return d, nil
}

// job is one that tells of so many alarms.
func job(group string, alerts int, at time.Time) queue.Job {
	threshold := 300.0
	j := queue.Job{Channel: slack, Group: queue.Hash(group), State: alert.Firing}
	for i := range alerts {
		name := fmt.Sprintf("%s-%04d", j.Group[:6], i)
		key := "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:" + name
		if i >= queue.MaxWhole {
			j.More = append(j.More, alert.Ref{Key: key, At: at})
			continue
		}
		j.Alerts = append(j.Alerts, alert.Alert{
			Key: key, Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: name, At: at, Old: "OK", New: "ALARM",
			Measurement: &alert.Measurement{
				Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "Average", Period: 5 * time.Minute,
				Comparison: alert.Above, Threshold: &threshold, Points: []alert.Point{{Value: 812, At: at}},
			},
			Account: "123456789012", Region: "ap-northeast-2",
		})
	}
	return j
}
