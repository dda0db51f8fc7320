package main

import (
	"time"

	"github.com/aws/jsii-runtime-go"
)

const tickTimeout = 50 * time.Second

// addTick makes the function that looks every minute for what is due. It is
// always there: what waits in the table must come out even after the last line
// that asks for waiting has left the configuration.
//
// It is not among the functions that the watchdog counts, because a lost tick
// changes nothing; one that fails three times over lies among the dead letters.
func addTick(f functions) {
	tick := f.add("Tick", "Bongsu: puts on the queues what was held back until now", tickTimeout, f.sourceVariables())
	tick.allow([]string{"dynamodb:Query"}, jsii.String(*f.table.TableArn()+"/index/"+dueIndex))
	tick.allow([]string{"dynamodb:PutItem", "dynamodb:DeleteItem"}, f.table.TableArn())
	// It tells what log watches have counted, which devices are silent, and what is
	// no longer watched, as a source does.
	tick.allow([]string{"dynamodb:GetItem", "dynamodb:BatchGetItem"}, f.table.TableArn())
	tick.allow([]string{"sqs:SendMessage"}, f.queues.channelARNs()...)
	f.keepFailures("Tick", tick, 10*time.Minute)
	f.scheduled("TickScheduleRole", tick, schedule{id: "TickSchedule", description: "Bongsu: looks for what is due", every: time.Minute})
}
