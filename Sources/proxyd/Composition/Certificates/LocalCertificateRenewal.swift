internal import ServiceLifecycle

/// Has workers take new certificates of the local CA once a day, long before those at hand end.
struct LocalCertificateRenewal: Service {
    /// They live for a week: whatever clients get is good for six days.
    private static let pause = Duration.seconds(86_400)

    let pool: WorkerPool

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.pause)) != nil { await pool.renewLocalCertificates() }
        }
    }
}
