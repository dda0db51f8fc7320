package config

// Variables that functions read and the stack sets. They hold names only.
const (
	// VarTable is the name of the incidents table.
	VarTable = "BONGSU_TABLE"
	// VarQueues is the URL of a channel's queue up to the channel's name.
	VarQueues = "BONGSU_QUEUES"
	// VarHold is the URL of the queue of delayed presence checks.
	VarHold = "BONGSU_HOLD"
	// VarDeadLetters is the URL of the dead-letter queue.
	VarDeadLetters = "BONGSU_DEAD_LETTERS"
	// VarAlarms is the URL of the alarm function's queue.
	VarAlarms = "BONGSU_ALARMS"
	// VarPicture is the name of the function that draws; not set where no channel
	// shows pictures.
	VarPicture = "BONGSU_PICTURE"
	// VarBucket is the name of the bucket of pictures, VarPictures the URL that they
	// are served at, with a slash at its end.
	VarBucket   = "BONGSU_BUCKET"
	VarPictures = "BONGSU_PICTURES"
	// VarTopic is the ARN of the SNS topic of an e-mail channel.
	VarTopic = "BONGSU_TOPIC"
)
