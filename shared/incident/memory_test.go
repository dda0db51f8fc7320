package incident_test

import (
	"testing"

	"bongsu/shared/incident"
	"bongsu/shared/incident/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func() incident.Store { return incident.NewMemory() })
}
