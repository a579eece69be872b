//! How somebody joins from their own machine: a code that is good once, and a key that never leaves them.

mod agreement;
mod code;
mod device_key;
mod founding;
mod proof;

pub use agreement::{AgreedTo, SignedAgreement};
pub use code::JoinCode;
pub use device_key::{DeviceKey, KeyError, verifies};
pub(crate) use founding::{can_agree, founder, inviters};
pub use proof::{DEVICE_HEADER, Proof};
