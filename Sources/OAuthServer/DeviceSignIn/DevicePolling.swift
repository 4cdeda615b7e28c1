internal import ProxyModel

/// When a device asks for its tokens, and what the answers mean (RFC 8628 §3.4, §3.5).
struct DevicePolling {
    enum Step: Equatable {
        /// Ask once more after so many seconds.
        case wait(Int64)
        case signedIn(DeviceTokens)
        case failed(DeviceSignInFailure)
    }

    private static let longestInterval: Int64 = 60

    /// Seconds between two questions.
    private(set) var interval: Int64

    init(interval: Int64) { self.interval = min(max(interval, 1), Self.longestInterval) }

    /// What comes after an answer; nil stands for none at all.
    mutating func step(after answer: ProbeAnswer?) -> Step {
        guard let answer, answer.status < 500, answer.status != 429 else {
            interval = min(interval * 2, Self.longestInterval)
            return .wait(interval)
        }
        if let tokens = DeviceTokens(answer) { return .signedIn(tokens) }
        switch answer.object?["error"]?.stringValue {
        case "authorization_pending": return .wait(interval)
        case "slow_down":
            interval = min(interval + 5, Self.longestInterval)
            return .wait(interval)
        case "access_denied": return .failed(.refused("the sign-in was refused: \(answer.reason)"))
        case "expired_token": return .failed(.refused("nobody confirmed the code in time; start again"))
        default: return .failed(.refused("the server gives no token: \(answer.reason)"))
        }
    }
}

extension ProbeAnswer {
    /// What the server says is wrong (RFC 6749 §5.2), fit for a terminal.
    var reason: String {
        let text = object?["error_description"]?.stringValue ?? object?["error"]?.stringValue ?? "status \(status)"
        let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return DisplayText.line(String(String.UnicodeScalarView(scalars)), limit: 300)
    }
}
