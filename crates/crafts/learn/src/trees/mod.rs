//! Gradient-boosted trees over histograms, as judges of rows that they were not trained on.
//!
//! Columns are cut into at most 255 bins once ([`Binned`]); a tree ([`tree::Tree`]) grows by its best leaf
//! (Ke et al. 2017, "LightGBM"); a booster ([`boost::Booster`]) adds trees for logistic or softmax loss, of
//! many classes by one tree whose leaves hold a number for each class and whose splits are found on a
//! random sketch of the gradients (Iosipoi and Vakhrushev 2022, "SketchBoost"). How many trees is
//! decided by the rows left out of training, over all folds together ([`out_of_fold`]).

mod bins;
mod boost;
mod folded;
mod grow;
mod histogram;
mod split;
mod tree;

pub(crate) use bins::Binned;
pub(crate) use folded::{Asked, Plan, out_of_fold};
