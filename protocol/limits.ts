/**
 * Every limit of the wire and of the house, by name, in one place.
 * Times are milliseconds, sizes are bytes (UTF-16 units where text is meant) unless said otherwise.
 */
export const LIMITS = {
  // --- frames
  /** Longest frame before `hello` was accepted: a page with `openPerSession` commands open must be able to come back. */
  frameBeforeHello: 1024,
  /** Longest frame afterwards. */
  frame: 64 * 1024,
  /** Time from the opening of a socket to an accepted `hello`. */
  helloWithin: 5_000,
  /** A page that says nothing for this long is taken for gone (it pings every second). */
  pageSilent: 10_000,
  /** A ticket lives this long and opens one socket. */
  ticketLife: 30_000,
  /** Tickets that may be outstanding at once. */
  tickets: 256,
  /** Sockets served at once; one more is told so with `bye`. */
  connections: 600,
  /** Sessions remembered at once; the longest detached is forgotten first. */
  sessions: 1_024,
  /** A detached session is forgotten after this long. */
  sessionLife: 10 * 60_000,

  // --- state and resume
  /** Revisions that the journal ring holds. */
  journalRevisions: 4_096,
  /** Changes of keys that the journal ring holds: bounds its memory. */
  journalKeys: 65_536,
  /** Subscriptions of one connection. */
  views: 16,
  /** Selectors of one subscription. */
  selectors: 64,
  /** Events kept for those who resume. */
  events: 256,

  // --- flow
  /** Bytes sent and not yet acknowledged, at most. */
  window: 128 * 1024,
  /** The window has been closed this long: the client is slow, and named so. */
  slowAfter: 2_000,
  /** ... and after this long it gets `bye`. */
  byeAfter: 15_000,
  /** A stage of a command may wait this long for the next, or for its end, and leave with it. */
  stageWithin: 4,
  /** Down frames of the control class that may wait for a window. */
  controlFrames: 2_048,
  /** The page acknowledges at least this often while frames arrive. */
  ackEvery: 100,
  /** ... and after this many bytes at once. */
  ackBytes: 32 * 1024,
  /** Silence after which the daemon sends a beat. */
  beatAfter: 250,
  /** Silence after which a page greys out and refuses input. */
  silentAfter: 1_000,
  /** Silence after which a page gives a socket up and opens the next. */
  deadAfter: 4_000,

  // --- telemetry
  /** Slowest and fastest rate of frames that a subscription may ask for, per second. */
  leastHz: 0.01,
  mostHz: 1_000,
  /** Memory for the samples of one stream; all streams together have `allStreams`. */
  stream: 1024 * 1024,
  allStreams: 16 * 1024 * 1024,
  /** Streams with a subscription of one connection. */
  streams: 1_024,
  /** Numbers (times and values) of samples in one flush. A page further behind than that gets what is older thinned to it ... */
  teleFlush: 16_384,
  /** ... and of the newest so many numbers as they are. No frame of samples has more: a slow link hears something often. */
  teleFrame: 2_048,
  /** What a stream's channels read is told as state at most about this often. */
  shownEvery: 50,

  // --- commands
  /** Largest `elapsed` a command may claim. */
  elapsed: 1_000,
  /** Longest life that a command may ask for; each kind has its own, smaller one. */
  ttl: 30_000,
  /** Outcomes kept for each session. */
  outcomes: 256,
  /** ... and for how long. */
  outcomeLife: 10 * 60_000,
  /** Commands a session may have open at once: `hello` names them all, within `frameBeforeHello`. */
  openPerSession: 64,
  /** Commands waiting for one device. */
  queue: 64,
  /** A gesture without a command for this long loses its grip. */
  grip: 1_000,
  /** Stop requests remembered by their nonce. */
  nonces: 256,
  /** Fields of the input of an action. */
  inputs: 16,
  /** Longest text value of a property. */
  text: 1_024,

  // --- REST
  /** Streams of server-sent events open at once. */
  eventStreams: 64,
  /** Silence after which a stream of server-sent events says that it is there. */
  eventBeat: 10_000,
  /** People whose commands over REST are told apart at once; the longest idle is forgotten first. */
  agents: 64,
  /** Samples in one answer; an older page of them is asked for by number. */
  samples: 10_000,

  // --- devices
  /** Bytes heard without the end of a frame before they count as garbage. */
  garbage: 4_096,
  /** A link that has neither opened nor failed by then counts as lost. */
  openWithin: 10_000,
  /** First and longest wait between attempts to open a link. */
  backoffFirst: 250,
  backoffLongest: 5_000,
  /** Conversations in a row that timed out before a link counts as lost. */
  silentConversations: 3,
} as const
