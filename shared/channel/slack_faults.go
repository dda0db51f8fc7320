package channel

// slackSort is what an error of the Web API means for us. What is in no table may
// pass: it is tried again.
type slackSort int

const (
	// slackBusy passes by itself.
	slackBusy slackSort = iota + 1
	// slackBody is the message's fault.
	slackBody
	// slackToken is the token's: another one may be let in.
	slackToken
	// slackFinal is nothing that another try or another body would change.
	slackFinal
)

// slackFault is one error, and the way out for whoever reads it.
type slackFault struct {
	sort slackSort
	hint string
}

const (
	newToken  = "store another bot token with `bongsu secret set`"
	inviteApp = "invite the app into the channel (/invite @its-name), or check the id under `channel:`"
)

// slackFaults are the errors that the methods used here document:
// https://docs.slack.dev/reference/methods/chat.postMessage,
// https://docs.slack.dev/reference/methods/chat.update and
// https://docs.slack.dev/reference/methods/files.completeUploadExternal
var slackFaults = map[string]slackFault{
	"ratelimited": {sort: slackBusy}, "rate_limited": {sort: slackBusy}, "internal_error": {sort: slackBusy},
	"fatal_error": {sort: slackBusy}, "service_unavailable": {sort: slackBusy}, "request_timeout": {sort: slackBusy},
	"team_added_to_org": {sort: slackBusy},

	"no_text": {sort: slackBody}, "msg_too_long": {sort: slackBody}, "msg_blocks_too_long": {sort: slackBody},
	"invalid_blocks": {sort: slackBody}, "invalid_blocks_format": {sort: slackBody}, "invalid_attachments": {sort: slackBody},
	"too_many_attachments": {sort: slackBody}, "attachment_payload_limit_exceeded": {sort: slackBody},
	"invalid_json": {sort: slackBody}, "json_not_object": {sort: slackBody}, "invalid_arguments": {sort: slackBody},

	"not_authed": {slackToken, newToken}, "invalid_auth": {slackToken, newToken}, "account_inactive": {slackToken, newToken},
	"token_revoked": {slackToken, newToken}, "token_expired": {slackToken, newToken}, "access_denied": {slackToken, newToken},
	"not_allowed_token_type": {slackToken, newToken}, "no_permission": {slackToken, newToken},
	"team_access_not_granted": {slackToken, newToken}, "org_login_required": {sort: slackToken}, "ekm_access_denied": {sort: slackToken},
	"missing_scope": {slackToken, "add the scope to the Slack app under OAuth & Permissions and install it again"},
	// An app of another workspace, or one that is no member, may have been replaced.
	"channel_not_found": {slackToken, inviteApp}, "not_in_channel": {slackToken, inviteApp},

	"is_archived":             {slackFinal, "unarchive the channel, or name another one under `channel:`"},
	"message_not_found":       {sort: slackFinal},
	"edit_window_closed":      {sort: slackFinal},
	"cant_update_message":     {sort: slackFinal},
	"is_inactive":             {sort: slackFinal},
	"cannot_reply_to_message": {sort: slackFinal},
	"thread_not_found":        {sort: slackFinal},
	"file_not_found":          {sort: slackFinal},
	"file_uploads_disabled":   {slackFinal, "the workspace lets nobody upload files"},
	"storage_limit_reached":   {slackFinal, "the workspace has no room left for files"},
	"missing_argument":        {sort: slackFinal},
}
