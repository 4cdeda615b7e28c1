internal import ProxyModel

extension ServiceEvent {
    /// What containers go through; programs that are run in them, copies and attached terminals are left out.
    private static let actions: Set<String> = [
        "create", "start", "restart", "die", "kill", "stop", "oom", "health_status", "pause", "unpause", "rename",
        "update", "destroy",
    ]
    /// What Podman calls them.
    private static let synonyms = ["died": "die", "remove": "destroy"]

    /// What an engine tells of a container; nil for what is of no interest.
    init?(_ event: EngineEvent, at: Int64) {
        let action = Self.synonyms[event.action] ?? event.action
        guard event.kind == .container, Self.actions.contains(action) else { return nil }
        let code = event.attributes["exitCode"] ?? event.attributes["containerExitCode"]
        let attributes = event.attributes
        let message =
            switch action {
            case "create": attributes["image"]
            case "die": code.map { "exit code \($0)" }
            case "kill": attributes["signal"].map { "signal \($0)" }
            case "rename": attributes["oldName"].map { "it was \($0.drop { $0 == "/" })" }
            default: event.detail
            }
        self.init(action, message ?? "", at: at)
        source = .engine
        if !event.id.isEmpty { containerID = String(event.id.prefix(128)) }
        containerName = attributes["name"].map(Self.line)
        generation = attributes["proxyd.generation"].flatMap { Int64($0) }
        if action == "die" { exitCode = code.flatMap { Int($0) } }
    }
}
