internal import RedisStore

/// Makes the sealer from the keys of the settings or the state folder.
enum SecretSealer {
    static func make(_ state: StateFolder, _ settings: SecuritySettings) throws -> AESGCMSealer {
        let keys = try state.secretKeys(settings).compactMap { SealingKey(secret: $0.bytes) }
        guard let current = keys.first else {
            throw SettingProblem(name: "SECRET_KEY", reason: "no key is given", example: nil, origin: nil)
        }
        return AESGCMSealer(current, previous: Array(keys.dropFirst()))
    }
}
