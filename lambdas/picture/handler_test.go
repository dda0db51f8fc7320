package picture_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/picture"
	"bongsu/shared/alert"
	"bongsu/shared/metric"
	"bongsu/shared/picture/shelf"
)

// slowAPI is the sample alarm and a source that knows what it measured.
func slowAPI(t *testing.T) (alert.Alert, *world) {
	t.Helper()
	a, w := sample(t, "orders-latency-firing"), newWorld()
	w.fill(*a.Measurement, end(*a.Measurement), rising(170, 812, 12))
	return a, w
}

func TestAPictureIsDrawnOnceAndServed(t *testing.T) {
	a, w := slowAPI(t)
	h, files := handler(t, w, "ko")
	first, err := h.Handle(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	for address, kind := range map[string]string{first.URL: "image/png", first.Preview: "image/png", first.JPEG: "image/jpeg"} {
		answer := httptest.NewRecorder()
		files.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/"+filepath.Base(address), nil))
		if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != kind || http.DetectContentType(answer.Body.Bytes()) != kind {
			t.Errorf("%s: %d, %v", address, answer.Code, answer.Header())
		}
		if name := filepath.Base(address); !strings.HasPrefix(address, "https://pictures.example.com/") || len(name) < 43 {
			t.Errorf("%s can be guessed", address)
		}
	}
	again, err := h.Handle(t.Context(), a)
	if err != nil || *again != *first || w.reads != 1 {
		t.Errorf("%v, %v after %d reads", again, err, w.reads)
	}
	a.At = a.At.Add(time.Second)
	if other, err := h.Handle(t.Context(), a); err != nil || other.URL == first.URL || w.reads != 2 {
		t.Errorf("another firing has the picture of the first: %v, %v", other, err)
	}
	answer := httptest.NewRecorder()
	files.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/../key/names", nil))
	if answer.Code != http.StatusNotFound {
		t.Errorf("the key is served: %d", answer.Code)
	}
}

func TestWhatIsAsked(t *testing.T) {
	dims := func(name, value string) []alert.Field { return []alert.Field{{Name: name, Value: value}} }
	for event, want := range map[string][]metric.Query{
		"http-latency-p95": {{
			ID: "m1", Stat: "p95", Period: time.Minute,
			Metric: metric.Metric{Namespace: "AWS/ApiGateway", Name: "Latency", Dimensions: append(dims("ApiId", "a1b2c3d4"), dims("Stage", "$default")...)},
		}},
		"cpu-anomaly": {
			{ID: "m1", Stat: "Average", Period: 5 * time.Minute, Metric: metric.Metric{Namespace: "AWS/RDS", Name: "CPUUtilization", Dimensions: dims("DBInstanceIdentifier", "orders-db")}},
			{ID: "band", Expression: "ANOMALY_DETECTION_BAND(m1, 2)", Period: 5 * time.Minute},
		},
	} {
		a, w := sample(t, event), newWorld()
		h, _ := handler(t, w, "ko")
		_, _ = h.Handle(t.Context(), a) // what comes of it is another test's
		if diff := cmp.Diff(want, w.asked); diff != "" {
			t.Errorf("%s (-want +got):\n%s", event, diff)
		}
		if newest := a.Measurement.Points[0].At.Add(a.Measurement.Period); !w.to.Equal(newest) || w.to.Sub(w.from) != 3*time.Hour {
			t.Errorf("%s: asked from %s to %s, the newest datum ends at %s", event, w.from, w.to, newest)
		}
	}
	a, w := sample(t, "error-ratio-math"), newWorld()
	h, _ := handler(t, w, "ko")
	_, _ = h.Handle(t.Context(), a)
	if len(w.asked) != 3 || w.asked[0].Hidden || !w.asked[1].Hidden || !w.asked[2].Hidden || w.asked[0].Expression != a.Measurement.Expression {
		t.Errorf("%+v", w.asked)
	}
}

// Another account's metric is asked for as that account's, or not at all: one of
// the same name here is not it.
func TestAnotherAccountsMetricIsNotOurs(t *testing.T) {
	a, w := slowAPI(t)
	h, _ := handler(t, w, "ko")
	in := func(account string) context.Context {
		return lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{InvokedFunctionArn: "arn:aws:lambda:ap-northeast-2:" + account + ":function:picture"})
	}
	if _, err := h.Handle(in("123456789012"), a); err != nil || w.asked[0].Account != "" {
		t.Errorf("%v, %v", w.asked, err)
	}
	a.At = a.At.Add(time.Second)
	if _, err := h.Handle(in("210987654321"), a); err != nil || w.asked[0].Account != "123456789012" {
		t.Errorf("%v, %v", w.asked, err)
	}
	composite := sample(t, "shop-composite-firing")
	if got, err := h.Handle(in("210987654321"), composite); got != nil || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestNothingToDrawIsNoFailure(t *testing.T) {
	for name, change := range map[string]func(*alert.Alert){
		"no data": func(a *alert.Alert) { a.Measurement.Points, a.Measurement.Metric = nil, "Other" },
		"no metric": func(a *alert.Alert) {
			*a.Measurement = alert.Measurement{Expression: "sum(rate(x[5m]))", Period: time.Minute}
		},
		"inputs cut":    func(a *alert.Alert) { a.Measurement.Inputs = []alert.Measurement{{Label: "…", Expression: "…"}} },
		"no children":   func(a *alert.Alert) { a.Measurement, a.Rule = nil, "ALARM(x)" },
		"a child gone":  func(a *alert.Alert) { a.Measurement, a.Children = nil, []alert.Child{{Name: "gone"}} },
		"without stats": func(a *alert.Alert) { a.Measurement.Stat = "" },
	} {
		a, w := slowAPI(t)
		change(&a)
		h, files := handler(t, w, "ko")
		got, err := h.Handle(t.Context(), a)
		if got != nil || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if there, _ := files.Has(t.Context(), "p/"+picture.ID(a)); there {
			t.Errorf("%s: something was put", name)
		}
	}
}

func TestFailuresAreNamedAndKeepNothing(t *testing.T) {
	a, w := slowAPI(t)
	w.fail = errors.New("Throttling: Rate exceeded")
	h, _ := handler(t, w, "ko")
	if got, err := h.Handle(t.Context(), a); got != nil || err == nil || !strings.Contains(err.Error(), "Rate exceeded") || !strings.Contains(err.Error(), a.Key) {
		t.Errorf("%v, %v", got, err)
	}
	w.fail = nil
	if got, err := h.Handle(t.Context(), a); got == nil || err != nil {
		t.Errorf("the next try fails too: %v, %v", got, err)
	}
}

// What the alarm decided by is seen even where nobody else is given it yet.
func TestTheAlarmsOwnDataAreShown(t *testing.T) {
	a, w := sample(t, "orders-latency-firing"), newWorld()
	h, _ := handler(t, w, "ko")
	if got, err := h.Handle(t.Context(), a); err != nil || got == nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestARehearsalAsksAndSurvivesItsSource(t *testing.T) {
	w := newWorld()
	picture.Rehearse(t.Context(), w, time.Now())
	if w.reads != 1 {
		t.Error("the source was not asked")
	}
	w.fail = errors.New("none")
	picture.Rehearse(t.Context(), w, time.Now())
}

var _ picture.Shelf = new(shelf.Shelf)
