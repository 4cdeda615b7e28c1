/// A refusal that a client of MCP understands: a status, and an error of JSON-RPC.
enum RemoteCallError {
    /// A page of this origin may not use the resource.
    case originRefused
    /// The session is not one that was opened here by who asks.
    case sessionUnknown
    /// The upstream that held the session is not there any more.
    case sessionLost
    /// The content is longer than what rules about tools are applied to.
    case contentTooLong
    /// The content is compressed, so that the rules about tools cannot be applied to it.
    case contentEncoded
    /// The content is in an encoding of text that the rules about tools are not applied to.
    case contentNotUTF8
    /// What is sent in another protocol no rule about tools could be applied to.
    case upgradeRefused
}

extension RemoteCallError {
    /// A client whose session ended is told so by 404, and opens another one.
    var status: UInt16 {
        switch self {
        case .originRefused, .upgradeRefused: 403
        case .sessionUnknown, .sessionLost: 404
        case .contentTooLong: 413
        case .contentEncoded, .contentNotUTF8: 415
        }
    }

    /// What the log calls it.
    var failure: FailureCode {
        switch self {
        case .originRefused, .sessionUnknown, .upgradeRefused: .forbidden
        case .sessionLost: .destinationUnavailable
        case .contentTooLong: .bodyTooLarge
        case .contentEncoded, .contentNotUTF8: .requestInvalid
        }
    }

    /// Which call it is about nobody knows.
    var body: [UInt8] {
        Array("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":\(self.code),\"message\":\"\(self.text)\"},\"id\":null}\n".utf8)
    }

    /// One of the codes that are left to implementations (JSON-RPC 2.0 §5.1).
    private var code: Int {
        switch self {
        case .originRefused, .upgradeRefused: -32000
        case .sessionUnknown, .sessionLost: -32001
        case .contentTooLong, .contentEncoded, .contentNotUTF8: -32600
        }
    }

    private var text: String {
        switch self {
        case .originRefused: "Pages of this origin may not use this server"
        case .sessionUnknown: "Session not found: initialize again"
        case .sessionLost: "Session lost, its server has gone: initialize again"
        case .contentTooLong: "The content is too long for a call"
        case .contentEncoded: "The content must not be compressed"
        case .contentNotUTF8: "The content has to be UTF-8, and of one type"
        case .upgradeRefused: "Calls come by HTTP here"
        }
    }
}
