/// How much of a message head, and of chunked framing, a peer may make the proxy hold.
package struct HTTP1Limits: Equatable, Sendable {
    /// Bytes of a request or status line with its CRLF; longer request lines are answered with 414.
    package var startLineBytes = 16 * 1024
    /// Bytes of a whole head, from the start line to the empty line; longer ones are answered with 431.
    package var headBytes = 64 * 1024
    /// Number of field lines, those with a budget of their own not counted.
    package var fieldLines = 100
    /// Number of `Cookie` lines in a request and of `Set-Cookie` lines in a response.
    package var cookieLines = 64
    /// Bytes of all chunk extensions of one message.
    package var chunkExtensionBytes = 4 * 1024
    /// Bytes of a trailer section.
    package var trailerBytes = 8 * 1024
    /// Number of lines of a trailer section.
    package var trailerLines = 32

    /// Makes the default limits.
    package init() {}
}
