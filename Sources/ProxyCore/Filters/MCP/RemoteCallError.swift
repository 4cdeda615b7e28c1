/// A refusal that a client of MCP understands: a status, and an error of JSON-RPC.
enum RemoteCallError {
    /// A page of this origin may not use the resource.
    case originRefused
    /// The session is not one that was opened here by who asks.
    case sessionUnknown
    /// The upstream that held the session is not there any more.
    case sessionLost
}

extension RemoteCallError {
    /// A client whose session ended is told so by 404, and opens another one.
    var status: UInt16 {
        switch self {
        case .originRefused: 403
        case .sessionUnknown, .sessionLost: 404
        }
    }

    /// What the log calls it.
    var failure: FailureCode {
        switch self {
        case .originRefused, .sessionUnknown: .forbidden
        case .sessionLost: .destinationUnavailable
        }
    }

    /// One of the codes that are left to implementations (JSON-RPC 2.0 §5.1).
    var code: StaticString {
        switch self {
        case .originRefused: "-32000"
        case .sessionUnknown, .sessionLost: "-32001"
        }
    }

    var text: StaticString {
        switch self {
        case .originRefused: "Pages of this origin may not use this server"
        case .sessionUnknown: "Session not found: initialize again"
        case .sessionLost: "Session lost, its server has gone: initialize again"
        }
    }
}
