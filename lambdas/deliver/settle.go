package deliver

import (
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// verdict is what becomes of one alert on one channel.
type verdict int

const (
	// tell says it as it is.
	tell verdict = iota
	// tellWhole says beginning and end in one.
	tellWhole
	// silent says nothing: it was told, or what was told since says more.
	silent
	// later waits until another sender, who has the other half in hand, is done.
	later
)

// question is one alert of one job, with all that decides about it.
type question struct {
	job    queue.Job
	key    string
	at     time.Time
	record incident.Record
	// mark gives what became of a group on this channel.
	mark func(group string) incident.Mark
	// again gives the lease under which a group is being told again.
	again func(group string) incident.Mark
	owner string
	now   time.Time
	// young says that whoever first wrote down what is told together may still be
	// at work.
	young bool
	// tried says that the job was here before, when it was time for it: that try may
	// have been killed after it was told.
	tried bool
}

// answer is the verdict and the other half of the story.
type answer struct {
	verdict verdict
	// since is when it began (for a recovery), until when it ended.
	since, until time.Time
}

// decide settles order at sending: queues deliver late, twice and in disorder,
// and no chat may end on "down" when it is up. It is pure.
func decide(q question) answer {
	r := q.record
	i := r.Find(q.job.State, q.at)
	switch {
	case len(r.Phases) == 0 && !q.job.Again:
		// The record is lost or has expired. The alert is not.
		return answer{verdict: tell}
	case i < 0 && q.job.Again && q.young:
		// It may yet be recorded for this very job, by a source that was slow
		// while its events came twice.
		return answer{verdict: later}
	case i < 0 || r.Phases[i].Group != q.job.Group:
		// Another job's to tell: the source was interrupted and will come
		// again, or so much has happened since that this is long past.
		return answer{verdict: silent}
	case q.unknown(i), q.job.Try > 0 && q.held(i):
		// Sent again is what the first try turns out to have told.
		return answer{verdict: later}
	case q.job.State == alert.Recovered:
		return q.recovery(i)
	case q.job.State.Open():
		return q.opening(i)
	}
	return answer{verdict: tell}
}

func (q question) told(j int) bool { return q.mark(q.record.Phases[j].Group).Tells(q.key) }

func (q question) held(j int) bool {
	return q.mark(q.record.Phases[j].Group).Held(q.owner, q.now)
}

// unknown reports whether anything else of the key may or may not have been told, or
// is being told again: it must not come last by that.
func (q question) unknown(i int) bool {
	for j, p := range q.record.Phases {
		if j != i && (q.mark(p.Group).Unknown(q.owner, q.now) || q.again(p.Group).Held(q.owner, q.now)) {
			return true
		}
	}
	return false
}

// ended is when what phase i opened was over, zero if it is not.
func (q question) ended(i int) time.Time {
	for _, p := range q.record.Phases[i:] {
		if p.State == alert.Recovered {
			return p.At
		}
	}
	return time.Time{}
}

// opening decides about something that went wrong.
func (q question) opening(i int) answer {
	phases := q.record.Phases
	end := -1
	for j := i + 1; j < len(phases); j++ {
		if q.told(j) {
			return answer{verdict: silent}
		}
		if end < 0 && phases[j].State == alert.Recovered {
			end = j
		}
	}
	switch {
	case end < 0:
		return answer{verdict: tell}
	case q.job.Wait > 0 && !q.tried || q.job.Round > 0 || q.job.Try > 0 && !q.mark(q.job.Group).TellsWhole(q.key):
		return answer{verdict: silent}
	case q.held(end):
		return answer{verdict: later}
	case q.record.Open():
		// It is down again. Saying now that it came up in between could be the
		// last word to arrive.
		return answer{verdict: tell}
	}
	return answer{verdict: tellWhole, until: phases[end].At}
}

// recovery decides about something that is right again.
func (q question) recovery(i int) answer {
	phases := q.record.Phases
	if i < len(phases)-1 {
		// Whatever came since has the last word, and says at its own end
		// whether there is still something to take back.
		return answer{verdict: silent}
	}
	opened := q.record.Opened(i)
	if opened < 0 {
		// Its beginning is not known: deployed in the middle of it.
		return answer{verdict: tell}
	}
	a := answer{since: phases[opened].At}
	for j := i - 1; j >= 0; j-- {
		mark := q.mark(phases[j].Group)
		switch {
		case mark.Held(q.owner, q.now):
			a.verdict = later
			return a
		case !mark.Tells(q.key):
			continue
		case phases[j].State.Open() && !mark.TellsWhole(q.key):
			a.verdict = tell // down is the last word here
			return a
		}
		break // up is
	}
	return q.untold(a, opened, i)
}

// interrupted reports whether somebody was killed while telling one of these
// phases, or telling it again: it may have been told without a mark that says so.
func (q question) interrupted(from, to int) bool {
	return slices.ContainsFunc(q.record.Phases[from:to], func(p incident.Phase) bool {
		return q.mark(p.Group).Status == incident.Claimed || q.again(p.Group).Status == incident.Claimed
	})
}

// untold decides about a recovery when nobody here thinks that it is down.
func (q question) untold(a answer, opened, i int) answer {
	a.verdict = tellWhole
	if q.job.Wait > 0 && !q.interrupted(opened, i) {
		a.verdict = silent
	}
	if q.job.Try > 0 && q.told(i) {
		return a // as it was told to those whom the first try reached
	}
	for j := opened; j < i; j++ {
		switch q.mark(q.record.Phases[j].Group).Status {
		case incident.Told, incident.Waiting:
			// Its job was here: it told the end as well, kept silent on purpose,
			// or waits and will find that it is over.
			a.verdict = silent
		}
	}
	return a
}
