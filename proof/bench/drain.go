package main

import (
	"fmt"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/alert"
	"bongsu/shared/queue"
)

// load is how alerts reach deliver.
type load struct {
	name string
	// jobs are put on the queue together, each with so many alerts.
	jobs, alerts int
	// alone has each job come in an event of its own.
	alone bool
	// target is how many alerts a second are asked for, zero for none.
	target float64
}

func loads() []load {
	return []load{
		{name: "each in an event of its own", jobs: 100, alerts: 1, alone: true, target: 800},
		{name: "100 jobs joined by deliver", jobs: 100, alerts: 1},
		{name: "1,000 merged by their source", jobs: 1, alerts: queue.MaxAlerts, target: 5000},
	}
}

// drained is how fast alerts go.
type drained struct {
	load
	// rates are alerts a second of each round, cpu what one alert took.
	rates []float64
	cpu   []time.Duration
	peak  int64
}

// drain sends a load. The time counts from the first event that deliver is given
// to its last answer.
func (d *drained) drain(p *probe, round int) error {
	before, posts := p.total(deliver), len(p.Provider(slack).Messages())
	for i := range d.jobs {
		body, err := queue.Encode(job(fmt.Sprintf("%s %d %d", d.name, round, i), d.alerts, p.Now()))
		if err != nil {
			return err
		}
		p.Send("To-"+slack, string(body))
	}
	if err := p.Settle(); err != nil {
		return err
	}
	after := p.total(deliver)
	posts = len(p.Provider(slack).Messages()) - posts
	p.sent += posts
	if d.alone && posts != d.jobs || posts == 0 {
		return fmt.Errorf("%d posts for %d jobs", posts, d.jobs)
	}
	alerts := d.jobs * d.alerts
	if round > 0 { // in the first, processes may have to start
		d.rates = append(d.rates, float64(alerts)/p.since(deliver, before.last).Seconds())
		d.cpu = append(d.cpu, (after.work.cpu-before.work.cpu)/time.Duration(alerts))
	}
	d.peak = after.peak
	return nil
}

// oneByOne is a stack whose channels get their jobs one by one.
func oneByOne(a cloud.Assembly) (cloud.Assembly, error) {
	a, err := a.Clone()
	if err != nil {
		return a, err
	}
	for _, r := range a.Template.Resources {
		if r.Type == "AWS::Lambda::EventSourceMapping" {
			r.Properties["BatchSize"], r.Properties["MaximumBatchingWindowInSeconds"] = 1, 0
		}
	}
	return a, nil
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
