package config_test

import (
	"slices"
	"testing"

	"bongsu/shared/config"
)

func TestOwnGroups(t *testing.T) {
	for group, own := range map[string]bool{
		"bongsu-AlarmLog0A1B2C3D-x": true, "/aws/lambda/bongsu-tick": true, "/bongsu/files/app": false,
		"bongsu": false, "/app/bongsu-orders": false, "prod-AlarmLog": false,
	} {
		if got := config.OwnGroup(group, "bongsu"); got != own {
			t.Errorf("%s: %v", group, got)
		}
	}
	if !config.OwnGroup("prod-AlarmLog", "prod") {
		t.Error("a stack by another name does not know its own groups")
	}
}

func TestGroupsInTheOrderOfTheFile(t *testing.T) {
	groups, watches := config.LogGroups([]config.Log{{Name: "a", Group: "/b"}, {Name: "b", Group: "/a"}, {Name: "c", Group: "/b"}})
	if !slices.Equal(groups, []string{"/b", "/a"}) || len(watches["/b"]) != 2 || watches["/a"][0].Name != "b" {
		t.Errorf("%v %v", groups, watches)
	}
}
