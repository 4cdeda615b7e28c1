internal import DockerControl
internal import RedisStore

/// What is made of the keys of the settings or the state folder.
struct SecretSealer {
    /// Seals what is stored.
    let sealer: AESGCMSealer
    /// What this installation marks its containers with: the oldest key says it, so that a new one changes nothing.
    let installation: InstallationID

    static func make(_ state: StateFolder, _ settings: SecuritySettings) throws -> SecretSealer {
        let keys = try state.secretKeys(settings).compactMap { SealingKey(secret: $0.bytes) }
        guard let current = keys.first, let oldest = keys.last else {
            throw SettingProblem(name: "SECRET_KEY", reason: "no key is given", example: nil, origin: nil)
        }
        return SecretSealer(
            sealer: AESGCMSealer(current, previous: Array(keys.dropFirst())),
            installation: InstallationID(oldest.installation))
    }
}
