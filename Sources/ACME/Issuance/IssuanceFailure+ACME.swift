extension IssuanceFailure {
    /// Milliseconds to wait for a limit whose end the authority does not tell.
    private static let unknownLimit: Int64 = 3_600_000
    private static let wordLimit = 8_000

    /// What a refusal of the authority means for the attempt.
    ///
    /// `isValidation` tells that it was about control of the names.
    init(_ failure: ACMEFailure, isValidation: Bool = false, now: Int64) {
        switch failure {
        case .transport, .cancelled, .protocolViolation: self.init(.unreachable, Self.words(failure.description))
        case .problem(let problem): self.init(problem, isValidation: isValidation, now: now)
        }
    }

    /// What a problem means for the attempt.
    init(_ problem: ACMEProblem, isValidation: Bool, now: Int64) {
        let kind = Self.kind(problem, isValidation: isValidation)
        var retryAt = problem.retryAfter.map { now + max($0, 0) }
        if kind == .limited, retryAt == nil { retryAt = now + Self.unknownLimit }
        self.init(
            kind, Self.words(problem.description), type: problem.type == "about:blank" ? nil : problem.type,
            names: problem.subproblems.compactMap { $0.identifier?.value },
            link: kind == .paused ? Self.link(in: problem.detail) : Self.link(in: problem.instance ?? ""),
            retryAt: retryAt)
    }

    /// Whether the authority does not take the key, so that asking again with the same one is of no use.
    var isOfKey: Bool {
        guard let type else { return false }
        return [ACMEProblem.Kind.badPublicKey, .badCSR].contains(ACMEProblem(type: type, detail: "", status: 0).kind)
    }

    private static func kind(_ problem: ACMEProblem, isValidation: Bool) -> Kind {
        if problem.isRateLimited, isPause(problem.detail) { return .paused }
        // A 503 is trouble, not a limit, unless it tells how long.
        if problem.kind == .rateLimited || problem.status == 429 || problem.isRateLimited && problem.retryAfter != nil {
            return .limited
        }
        if problem.isTemporary { return .unreachable }
        switch problem.kind {
        case .connection, .dns, .incorrectResponse, .tls: return .validation
        case .unauthorized where isValidation: return .validation
        default: return .refused
        }
    }

    /// Let's Encrypt pauses names that failed for months, with a page to unpause them.
    private static func isPause(_ words: String) -> Bool {
        let text = words.lowercased()
        return text.contains("unpause") || text.contains("temporarily prevented") || text.contains("paused")
    }

    /// The first address in words, without what ends the sentence.
    private static func link(in words: String) -> String? {
        guard let word = words.split(separator: " ").first(where: { $0.hasPrefix("https://") }) else { return nil }
        var link = word
        while let last = link.last, ".,;)\"".contains(last) { link.removeLast() }
        return String(link)
    }

    private static func words(_ text: String) -> String {
        text.utf8.count <= wordLimit ? text : String(text.prefix(wordLimit / 4)) + "…"
    }
}
