"""What the portal writes for the organisation: the papers of a filing, a blank form, a model of délibération."""
