internal import Logging
internal import ProxyCore
internal import ProxyModel

/// Writes log records to standard output, beside the access log: JSON lines, or plain ones by setting.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: LoggingSettings.Format
    private let output: LogWriter

    static func logger(_ settings: LoggingSettings, _ output: LogWriter) -> Logger {
        Logger(label: "proxyd") { _ in
            JSONLogHandler(
                logLevel: Logger.Level(rawValue: settings.level.rawValue) ?? .info, format: settings.format,
                output: output)
        }
    }

    private init(logLevel: Logger.Level, format: LoggingSettings.Format, output: LogWriter) {
        self.logLevel = logLevel
        self.format = format
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        switch format {
        case .json:
            var object = JSONObject()
            object["time"] = .string(Self.now)
            object["level"] = .string(event.level.rawValue)
            object["message"] = .string("\(event.message)")
            for (key, value) in fields { object[key] = .string("\(value)") }
            output.write(JSONValue.object(object).compactBytes + [0x0A])
        case .plain:
            let tail = fields.map { " \($0.key)=\($0.value)" }.joined()
            output.write(Array("\(Self.now) \(event.level.rawValue) \(event.message)\(tail)\n".utf8))
        }
    }

    private static var now: String { Timestamp(milliseconds: CertificateSource.now).description }
}
