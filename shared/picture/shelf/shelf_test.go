package shelf_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"bongsu/shared/picture"
	"bongsu/shared/picture/shelf"
)

const url = "https://pictures.example.com/"

func TestTheSameThingHasTheSameNameForWhoeverSharesTheBucket(t *testing.T) {
	files := shelf.NewMemory()
	one, two := &shelf.Shelf{Bucket: files, URL: url}, &shelf.Shelf{Bucket: files, URL: url}
	if p, err := one.Find(t.Context(), "a"); p != nil || err != nil {
		t.Fatalf("%v, %v", p, err)
	}
	kept, err := one.Keep(t.Context(), "a", picture.Chart{Title: "a"})
	if err != nil {
		t.Fatal(err)
	}
	found, err := two.Find(t.Context(), "a")
	if err != nil || found == nil || *found != *kept {
		t.Errorf("kept %v, found %v, %v", kept, found, err)
	}
	if p, err := two.Find(t.Context(), "b"); p != nil || err != nil {
		t.Errorf("%v, %v", p, err)
	}
	other := &shelf.Shelf{Bucket: shelf.NewMemory(), URL: url}
	if elsewhere, err := other.Keep(t.Context(), "a", picture.Chart{}); err != nil || elsewhere.URL == kept.URL {
		t.Errorf("the name can be told without the key: %v, %v", elsewhere, err)
	}
	if kept.JPEG != "" {
		t.Error("a JPEG was made that nobody takes")
	}
}

func TestOfManyWhoComeFirstOneMakesTheKey(t *testing.T) {
	files := shelf.NewMemory()
	var all sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	for range 8 {
		all.Go(func() {
			s := &shelf.Shelf{Bucket: files, URL: url}
			p, err := s.Keep(t.Context(), "a", picture.Chart{})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			seen[p.URL] = true
		})
	}
	all.Wait()
	if len(seen) != 1 {
		t.Errorf("%d names of one thing", len(seen))
	}
}

func TestTheKeyIsShownNowhere(t *testing.T) {
	files := shelf.NewMemory()
	s := &shelf.Shelf{Bucket: files, URL: url}
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	key, found, err := files.Get(t.Context(), "key/names")
	if err != nil || !found || len(key) != 32 {
		t.Fatalf("%d bytes, %v, %v", len(key), found, err)
	}
	if shown := fmt.Sprintf("%v %+v %#v", s, s, s); strings.Contains(shown, string(key)) || strings.Contains(shown, fmt.Sprint(key)) {
		t.Error("printing the shelf shows the key")
	}
	if err := files.Put(t.Context(), "key/names", "", []byte("short")); err != nil {
		t.Fatal(err)
	}
	if err := (&shelf.Shelf{Bucket: files}).Prepare(t.Context()); err == nil || !strings.Contains(err.Error(), "has 5 bytes") {
		t.Error(err)
	}
}

// broken is a bucket of which one thing fails.
type broken struct {
	*shelf.Memory
	at string
}

func (b broken) Put(ctx context.Context, name, kind string, data []byte) error {
	if strings.HasSuffix(name, b.at) {
		return errors.New("slow down")
	}
	return b.Memory.Put(ctx, name, kind, data)
}

func TestAPictureIsThereWholeOrNotAtAll(t *testing.T) {
	for _, at := range []string{"-s.png", ".jpg", ".png"} {
		files := shelf.NewMemory()
		s := &shelf.Shelf{Bucket: broken{files, at}, URL: url, JPEG: true}
		if p, err := s.Keep(t.Context(), "a", picture.Chart{}); p != nil || err == nil || !strings.Contains(err.Error(), "slow down") {
			t.Errorf("%s: %v, %v", at, p, err)
		}
		if p, err := s.Find(t.Context(), "a"); p != nil || err != nil {
			t.Errorf("%s: half a picture is found: %v, %v", at, p, err)
		}
	}
}
