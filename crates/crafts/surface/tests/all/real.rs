//! The real services of this machine, where they run; each is left as it was found.

use hygeia_surface::{Auth, Service, identify};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The service at `port`, or a line that says that it was skipped.
fn reach(port: u16, name: &str) -> Option<Service> {
    Some(identify(needs::service(name, port)?, Duration::from_millis(2_000)))
}

fn redis(command: &[u8]) -> String {
    let mut stream = TcpStream::connect("127.0.0.1:6379").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    stream.write_all(command).unwrap();
    let mut reply = [0; 4_096];
    let count = stream.read(&mut reply).unwrap();
    String::from_utf8_lossy(&reply[..count]).into_owned()
}

// proves M3
#[test]
fn postgresql_is_told_with_its_version() {
    let Some(service) = reach(5432, "PostgreSQL") else { return };
    assert_eq!(service.protocol, "postgresql", "{service:?}");
    assert!(matches!(service.auth, Auth::NotRequired | Auth::Required), "{service:?}");
    assert!(service.encrypted.is_some());
    assert_eq!(service.version.is_some(), service.auth == Auth::NotRequired);
}

// proves M3
#[test]
fn mysql_is_told_with_its_version() {
    let Some(service) = reach(3306, "MySQL") else { return };
    assert_eq!(service.protocol, "mysql", "{service:?}");
    assert!(matches!(service.auth, Auth::NotRequired | Auth::Required), "{service:?}");
    assert!(service.version.is_some());
}

// proves M3
#[test]
fn redis_is_told_and_keeps_its_keys() {
    if needs::service("Redis", 6379).is_none() {
        return;
    }
    let size = || redis(b"DBSIZE\r\n");
    let before = size();
    let service = reach(6379, "Redis").unwrap();
    assert_eq!(service.protocol, "redis", "{service:?}");
    assert!(matches!(service.auth, Auth::NotRequired | Auth::Required), "{service:?}");
    assert_eq!(size(), before);
}

// proves M3
#[test]
fn rabbitmq_is_told_by_its_protocol() {
    let Some(service) = reach(5672, "RabbitMQ") else { return };
    assert_eq!(
        (service.protocol.as_str(), service.product.as_deref()),
        ("amqp", Some("RabbitMQ")),
        "{service:?}"
    );
    assert!(matches!(service.auth, Auth::DefaultAccepted | Auth::Required), "{service:?}");
}

// proves M3
#[test]
fn nats_is_told_by_its_greeting() {
    let Some(service) = reach(4222, "NATS") else { return };
    assert_eq!(service.protocol, "nats", "{service:?}");
    assert_ne!(service.auth, Auth::Unknown);
}

// proves M3
#[test]
fn mqtt_is_told_by_its_answer_to_a_connection() {
    let Some(service) = reach(1883, "MQTT") else { return };
    assert_eq!(service.protocol, "mqtt", "{service:?}");
    assert_ne!(service.auth, Auth::Unknown);
}

#[test]
fn epmd_is_told_by_its_names() {
    let Some(service) = reach(4369, "epmd") else { return };
    assert_eq!(service.protocol, "epmd", "{service:?}");
}

// proves M3
#[test]
fn a_node_of_a_cluster_is_told_by_its_handshake() {
    let Some(service) = reach(25672, "Erlang") else { return };
    assert_eq!(
        (service.protocol.as_str(), service.auth),
        ("erlang", Auth::Required),
        "{service:?}"
    );
    assert!(service.saw.starts_with("rabbit@"), "{service:?}");
}
