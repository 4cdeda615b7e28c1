/// How long a fetched document is fresh (RFC 9111 §4.2.1), within bounds of our own.
enum CacheLifetime {
    /// Five minutes: also for documents that say `no-store`, because each sign-in asks for them several times.
    static let shortest: Int64 = 300_000
    static let longest: Int64 = 86_400_000

    /// The lifetime by `Cache-Control`, clamped; the shortest when the field is missing or says nothing of it.
    static func milliseconds(cacheControl: String?) -> Int64 {
        var seconds: Int64?
        for directive in (cacheControl ?? "").lowercased().split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
            switch parts.first {
            case "no-store", "no-cache": return shortest
            case "max-age" where parts.count == 2 && seconds == nil: seconds = Int64(parts[1])
            case "s-maxage" where parts.count == 2: seconds = Int64(parts[1]) ?? seconds
            default: break
            }
        }
        let lifetime = min(max(seconds ?? 0, 0), longest / 1_000) * 1_000
        return min(max(lifetime, shortest), longest)
    }
}
