/// Which services are to be looked at, and when: a service is looked at by one task at a time.
struct LookSchedule {
    /// How many services are worked on at a time.
    static let width = 8

    private var due: [String: Int64] = [:]
    /// When services are looked at once more after they were looked at.
    private var echoes: [String: Int64] = [:]
    private(set) var running: Set<String> = []

    /// Looks at a service at a time, or earlier if that was planned.
    mutating func mark(_ service: String, at time: Int64) { due[service] = min(due[service] ?? time, time) }

    /// Looks at a service at a time and once more a little later.
    mutating func mark(_ service: String, at time: Int64, echo: Int64) {
        mark(service, at: time)
        echoes[service] = echo
    }

    /// Takes the services that are due, the longest due first, as many as there is room for.
    mutating func take(at now: Int64) -> [String] {
        let ready = due.filter { $0.value <= now && !running.contains($0.key) }
            .sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(max(0, Self.width - running.count)).map(\.key)
        for service in ready {
            due[service] = nil
            running.insert(service)
        }
        return ready
    }

    /// Says that nobody looks at a service any more; `time` is when to look again.
    mutating func finish(_ service: String, lookAgainAt time: Int64?) {
        running.remove(service)
        if let time { mark(service, at: time) }
        if let echo = echoes.removeValue(forKey: service) { mark(service, at: echo) }
    }
}
