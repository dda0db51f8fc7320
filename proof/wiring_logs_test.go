package proof

import (
	"errors"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// watched are the log groups of testdata/wiring.yaml that are there before the stack.
var watched = []string{"/app/orders", "/app/shop"}

// untold and counted are in the lines that the log watch cannot tell at first.
const untold, counted = "hello world again", "hello world once more"

// cooled is longer than the cool-down of a watch, with the tick that ends it.
const cooled = 7 * time.Minute

// lines writes to every group what its watches are for, and more of it while they
// only count.
func (l life) lines() error {
	write := func() error {
		return errors.Join(
			l.Log("/app/orders", "web-1", "hello world", "hello nobody"),
			l.Log("/app/shop", "web-1", "ERROR no stock", `{"level":"error","message":"no card"}`, "nothing"),
			l.Log("/bongsu/files/watch-4", "server-1", "hello world"),
			l.settle(),
		)
	}
	return errors.Join(write(), write(), l.Run(cooled), l.settle())
}

// watchFails keeps the log watch from its queues for all its tries. What it has
// written down by then, a line and a count, is told by the tick.
func (l life) watchFails() error {
	l.Fail(cloud.Rule{Function: "Logmatch", Action: "sqs:SendMessage", Effect: cloud.Deny})
	err := errors.Join(l.Log("/app/orders", "web-1", untold, counted), l.settle())
	l.Heal()
	return errors.Join(err, l.Run(cooled), l.settle())
}

// elsewhere has the phones refuse for good, which the others are told.
func (l life) elsewhere() error {
	return l.refused(lasting, fake.Forever, "orders-9", phones)
}

// undelivered has a text message accepted that nobody gets.
func (l life) undelivered() error {
	l.Provider(sms).(*fake.SENS).End(phone, "3018")
	return errors.Join(l.alarm("Alarms", "orders-a"), l.settle())
}
