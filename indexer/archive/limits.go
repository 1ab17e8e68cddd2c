package archive

const (
	// MaxFile is the size from which on a new file is begun, as is customary
	// for WARC files (1 GiB).
	MaxFile = 1 << 30
	// MaxRecord is the block of a record, in bytes, that is written or read into
	// memory. A longer one is skipped with ErrTooLarge.
	MaxRecord = 16 << 20
	// maxSkip ends a reader that has skipped this much of one record: behind a
	// gzip bomb or a lying length there is nothing to look for.
	maxSkip = 1 << 30
	// maxHeader is the bytes of a record's header, maxFields its lines.
	maxHeader = 256 << 10
	maxFields = 1_000
	// maxEmptyMembers is the gzip members without content read in a row.
	maxEmptyMembers = 1_000
	// maxGroup is the exchanges that are put on the disk by one sync at most.
	maxGroup = 128
	// membersChecked is how many of a file's last members are read in full when
	// it is continued: an exchange has three at most (four with the warcinfo
	// record before it), and all before the last group is on the disk.
	membersChecked = 4*maxGroup + 4
)
