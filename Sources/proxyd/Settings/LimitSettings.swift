/// How much a peer may make the process hold; sizes in bytes.
package struct LimitSettings: Sendable {
    /// Longest request line, and longest status line of an upstream; more is 414.
    package var requestLine = 16 * 1024
    /// Largest head of a message, all lines together; more is 431.
    package var head = 64 * 1024
    /// Most header fields of a message, Cookie lines not counted; more is 431.
    package var fields = 100
    /// `Cookie` lines, counted apart from `fields`.
    package var cookieLines = 64
    /// 0 = unlimited, as a proxy's own `max_body_bytes` may set per host.
    package var body: UInt64 = 0
    /// Client connections of the whole process; 0 = as many as descriptors allow.
    package var connections = 0
}
